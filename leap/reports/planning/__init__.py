"""Plans from a file, without a database: seats, chairs and dates in the format the planning is measured with."""
