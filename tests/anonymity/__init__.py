"""The proof that anonymous actions are anonymous: a toy feature, an attacker, and a kit that every feature inherits."""
