"""What is pressed once is done once, also when it is sent twice: a double click, a browser that tries again."""
