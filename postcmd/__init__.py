"""The field's words and rules, pure: what a post and the centre both go by."""
