"""This package has the rules of conversations: who writes where, who reads what, what can be taken back."""
