"""What becomes of a call's arguments."""
