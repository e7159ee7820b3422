"""The pages on which uppdrag are proposed, reviewed and decided on."""
