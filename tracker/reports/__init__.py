"""From plain values to a document; knows neither models nor session."""
