// What every page does with scripts on.
