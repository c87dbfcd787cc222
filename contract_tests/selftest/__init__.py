"""The self-test: how many broken mocks the suite tells apart, and how many correct ones it flags."""
