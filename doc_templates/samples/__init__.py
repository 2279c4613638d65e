"""The two plans that started the product, as received: sample data for demonstrations and tests."""
