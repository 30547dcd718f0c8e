"""What a push is measured against: the same rows, written durably by somebody who knows them already."""
