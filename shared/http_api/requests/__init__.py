"""What the lists of staff are asked: Ampeco's filters and ours, each read strictly and refused by its own name."""
