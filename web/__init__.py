"""Plain HTTP under Streamlit: gate, sign-in, the client's page, downloads."""
