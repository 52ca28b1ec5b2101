"""The wing of people: who is here, what each chooses to say about themself, and to whom."""
