/* A fixed part of 16 bytes that tells the length of the rest. */
#include "daemon/proxy_header.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static const unsigned char signature[12] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                            0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

enum {
    VERSION_2_LOCAL = 0x20,
    VERSION_2_PROXY = 0x21,
    TCP_OVER_IPV4 = 0x11,
    TCP_OVER_IPV6 = 0x21,
    IPV4_PART = 12, /* two addresses, two ports */
    IPV6_PART = 36
};

static enum proxy_header_state take_address(const unsigned char *part, unsigned family,
                                            size_t length, struct sockaddr_storage *client)
{
    memset(client, 0, sizeof *client);
    if (family == TCP_OVER_IPV4 && length >= IPV4_PART) {
        struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)client;
        v4->sin_family = AF_INET;
        memcpy(&v4->sin_addr, part, 4);
        return PROXY_HEADER_DONE;
    }
    if (family == TCP_OVER_IPV6 && length >= IPV6_PART) {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)client;
        v6->sin6_family = AF_INET6;
        memcpy(&v6->sin6_addr, part, 16);
        return PROXY_HEADER_DONE;
    }
    return PROXY_HEADER_REFUSED;
}

enum proxy_header_state proxy_header_parse(const unsigned char *bytes, size_t length,
                                           size_t *missing, struct sockaddr_storage *client)
{
    size_t known = length < sizeof signature ? length : sizeof signature;
    if (memcmp(bytes, signature, known) != 0) return PROXY_HEADER_REFUSED;
    if (length < PROXY_HEADER_FIXED) {
        *missing = PROXY_HEADER_FIXED - length;
        return PROXY_HEADER_MORE;
    }
    size_t rest = (size_t)bytes[14] << 8 | bytes[15];
    if (bytes[12] != VERSION_2_LOCAL && bytes[12] != VERSION_2_PROXY) return PROXY_HEADER_REFUSED;
    if (rest > PROXY_HEADER_MAX - PROXY_HEADER_FIXED) return PROXY_HEADER_REFUSED;
    if (length < PROXY_HEADER_FIXED + rest) {
        *missing = PROXY_HEADER_FIXED + rest - length;
        return PROXY_HEADER_MORE;
    }
    if (bytes[12] == VERSION_2_LOCAL) return PROXY_HEADER_ITSELF;
    return take_address(bytes + PROXY_HEADER_FIXED, bytes[13], rest, client);
}

/* An IPv4 address mapped into IPv6 is the same as the plain one. */
static void address_bytes(const struct sockaddr *address, uint8_t bytes[16])
{
    memset(bytes, 0, 16);
    if (address->sa_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    } else if (address->sa_family == AF_INET) {
        bytes[10] = bytes[11] = 0xff;
        memcpy(bytes + 12, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    }
}

/* The next address of a list. False at its end; *valid is false when there is something else. */
static bool next_address(const char **list, uint8_t bytes[16], bool *valid)
{
    char text[INET6_ADDRSTRLEN];
    struct in_addr v4;
    *list += strspn(*list, " ,");
    size_t length = strcspn(*list, " ,");
    *valid = true;
    if (length == 0) return false;
    *valid = length < sizeof text;
    if (!*valid) return false;
    memcpy(text, *list, length);
    text[length] = '\0';
    *list += length;
    memset(bytes, 0, 16);
    if (inet_pton(AF_INET6, text, bytes) == 1) return true;
    *valid = inet_pton(AF_INET, text, &v4) == 1;
    bytes[10] = bytes[11] = 0xff;
    memcpy(bytes + 12, &v4, 4);
    return *valid;
}

bool proxy_header_trusted(const char *list, const struct sockaddr *address)
{
    uint8_t asked[16], listed[16];
    bool valid;
    if (list == NULL) return false;
    address_bytes(address, asked);
    while (next_address(&list, listed, &valid))
        if (memcmp(asked, listed, sizeof asked) == 0) return true;
    return false;
}

bool proxy_header_list_valid(const char *list)
{
    uint8_t bytes[16];
    bool valid = true;
    while (list != NULL && next_address(&list, bytes, &valid)) continue;
    return valid;
}
