"""Every read of this room. The viewer comes first; what they may not see is not in the answer."""
