"""Keeping this post and the centre in step."""
