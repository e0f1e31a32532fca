/* Case references. An id is split into two digits, one of base 29^3 and one of base 29^4; a Feistel
 * network over these two rings (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002,
 * section 5) permutes exactly the 29^7 ids, so that no cycle has to be walked. Its round function
 * is SipHash-2-4. */
#include "proto/reference.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum {
    BASE = 29,
    DIGITS = 7,      /* then comes the check character */
    LEFT = 24389,    /* 29^3 */
    RIGHT = 707281,  /* 29^4 */
    ROUNDS = 10,     /* even: each side is changed five times */
    CHECK_WEIGHT = 8 /* of the check character; the digits have 1 … 7 */
};

_Static_assert(crypto_shorthash_KEYBYTES == 16, "the key of a reference is a SipHash key");
_Static_assert(INT64_C(24389) * RIGHT == REFERENCE_IDS, "both sides make up all ids");

static const char alphabet[BASE + 1] = "0123456789ACDEFGHJKMNPQRTVWXY";

static uint32_t round_value(const uint8_t key[16], int round, uint32_t side, uint32_t modulus)
{
    unsigned char hash[crypto_shorthash_BYTES];
    const unsigned char input[5] = {(unsigned char)round, (unsigned char)(side >> 24),
                                    (unsigned char)(side >> 16), (unsigned char)(side >> 8),
                                    (unsigned char)side};
    uint64_t number = 0;
    crypto_shorthash(hash, input, sizeof input, key);
    for (size_t i = 0; i < sizeof hash; i++) number = number << 8 | hash[i];
    return (uint32_t)(number % modulus);
}

static int64_t permute(const uint8_t key[16], int64_t id)
{
    uint32_t left = (uint32_t)(id / RIGHT), right = (uint32_t)(id % RIGHT);
    for (int round = 0; round < ROUNDS; round += 2) {
        left = (left + round_value(key, round, right, LEFT)) % LEFT;
        right = (right + round_value(key, round + 1, left, RIGHT)) % RIGHT;
    }
    return (int64_t)left * RIGHT + right;
}

static int64_t unpermute(const uint8_t key[16], int64_t number)
{
    uint32_t left = (uint32_t)(number / RIGHT), right = (uint32_t)(number % RIGHT);
    for (int round = ROUNDS - 2; round >= 0; round -= 2) {
        right = (right + RIGHT - round_value(key, round + 1, left, RIGHT)) % RIGHT;
        left = (left + LEFT - round_value(key, round, right, LEFT)) % LEFT;
    }
    return (int64_t)left * RIGHT + right;
}

/* The sum of weight × digit is 0 modulo 29 with the right check character. */
static int check_digit(const int digits[DIGITS])
{
    int sum = 0, check = 0;
    for (int i = 0; i < DIGITS; i++) sum += (i + 1) * digits[i];
    while ((sum + CHECK_WEIGHT * check) % BASE != 0) check++; /* 29 is a prime: there is one */
    return check;
}

void reference_format(const uint8_t key[16], int64_t id, char text[REFERENCE_TEXT])
{
    int digits[DIGITS];
    assert(id >= 0 && id < REFERENCE_IDS);
    int64_t number = permute(key, id);
    for (int i = DIGITS - 1; i >= 0; i--) {
        digits[i] = (int)(number % BASE);
        number /= BASE;
    }
    for (int i = 0; i < DIGITS; i++) text[i < 4 ? i : i + 1] = alphabet[digits[i]];
    text[4] = '-';
    text[8] = alphabet[check_digit(digits)];
    text[9] = '\0';
}

/* The digit of a character as people write it; -1 when it is none. */
static int digit_of(char c)
{
    static const char taken[] = "ILOSZB", for_digit[] = "110528";
    if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
    const char *alias = c == '\0' ? NULL : strchr(taken, c);
    if (alias != NULL) c = for_digit[alias - taken];
    const char *found = c == '\0' ? NULL : strchr(alphabet, c);
    return found == NULL ? -1 : (int)(found - alphabet);
}

/* The digits of a text. Returns how many; -1 when it is none, or has more than a reference. */
static int read_digits(const char *text, int digits[DIGITS + 1])
{
    int count = 0;
    for (; *text != '\0'; text++) {
        if (*text == '-' || *text == ' ') continue;
        int digit = digit_of(*text);
        if (digit < 0 || count > DIGITS) return -1;
        digits[count++] = digit;
    }
    return count;
}

static int64_t number_of(const int *digits, int count)
{
    int64_t number = 0;
    for (int i = 0; i < count; i++) number = number * BASE + digits[i];
    return number;
}

int64_t reference_parse(const uint8_t key[16], const char *text)
{
    int digits[DIGITS + 1];
    if (read_digits(text, digits) != DIGITS + 1 || digits[DIGITS] != check_digit(digits)) return -1;
    return unpermute(key, number_of(digits, DIGITS));
}

size_t reference_begun(const uint8_t key[16], const char *text, int64_t ids[REFERENCE_BEGUN])
{
    int digits[DIGITS + 1];
    int64_t count = 1;
    int given = read_digits(text, digits);
    if (given < REFERENCE_BEGINNING) return 0;
    if (given > DIGITS) {
        ids[0] = reference_parse(key, text);
        return ids[0] < 0 ? 0 : 1;
    }
    for (int i = given; i < DIGITS; i++) count *= BASE;
    int64_t first = number_of(digits, given) * count;
    for (int64_t i = 0; i < count; i++) ids[i] = unpermute(key, first + i);
    return (size_t)count;
}
