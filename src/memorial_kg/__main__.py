"""`python -m memorial_kg` is `memorial-kg`."""

from memorial_kg.cli import main

if __name__ == "__main__":
    main()
