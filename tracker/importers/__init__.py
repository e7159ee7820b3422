"""From foreign files to plain rows; knows neither models nor session."""
