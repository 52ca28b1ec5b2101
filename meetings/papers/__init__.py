"""What a meeting talks about, what there is to read before it, and hard words explained."""
