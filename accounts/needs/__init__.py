"""What helps each person to take part, who may see it, and how they want to be reached."""
