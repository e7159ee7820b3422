"""From what is due to finished mails in the outbox."""
