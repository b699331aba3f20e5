"""Plain HTTP around Streamlit: the gate, sign-in, set-up, readiness."""
