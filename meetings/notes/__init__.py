"""The notes of a meeting: written, put to those who came, agreed at a later one; and actions, until they are done."""
