"""The outbox: claimed, handed over, recorded, and settled by a person."""
