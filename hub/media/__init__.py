"""This package looks into what somebody brought: what it is, whatever they call it, and as what it is kept."""
