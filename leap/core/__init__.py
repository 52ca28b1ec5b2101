"""What every room stands on: clock, ids, records, encryption, audit trail, outbox. It knows nothing about people or meetings."""
