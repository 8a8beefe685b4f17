"""Public Indonesian sets as a yardstick of an encoder: it is fine-tuned on each and scored beside published figures."""
