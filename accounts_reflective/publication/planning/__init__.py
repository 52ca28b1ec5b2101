"""What may stand in an output, how it is said, and how its pictures are drawn. Plain Python."""
