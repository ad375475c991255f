UPDATE digest_post SET attempts = 2;
