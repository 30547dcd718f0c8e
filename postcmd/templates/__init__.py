"""The texts that orders, chases and cancellations are made from, in both languages."""
