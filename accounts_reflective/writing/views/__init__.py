"""The pages of writing. Each starts from what the viewer may see, so a stranger gets the page of nothing there."""
