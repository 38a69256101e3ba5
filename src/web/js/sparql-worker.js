// (empty until its page is written)
