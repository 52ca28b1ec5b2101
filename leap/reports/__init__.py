"""Pages that show things from several rooms at once. No tables of its own."""
