"""The central API that every post keeps in step with."""
