"""The way of a report: what is ready and lacking, who has seen it, rättelse, decision, tjänsteskrivelse."""
