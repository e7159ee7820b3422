"""An owner answers: status updates and new values of key figures."""
