"""The record of one November, as facts, as reference records, and as the steps that replay it."""
