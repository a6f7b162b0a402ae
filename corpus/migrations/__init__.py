"""Migrations of the database, run by the library when it is opened."""
