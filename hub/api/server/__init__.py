"""This package is what our server's protocols do besides uvicorn's: ends, counts, patience."""
