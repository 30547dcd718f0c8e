"""The application: command line, wiring, screens."""
