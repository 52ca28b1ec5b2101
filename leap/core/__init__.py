"""What every room stands on: clock, ids, records, encryption, audit trail, outbox. Knows no people and no meetings."""
