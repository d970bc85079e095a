"""This package takes in rosters that come by themselves: what is put into a folder."""
