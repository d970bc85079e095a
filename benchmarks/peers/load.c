/*
 * Load on a WebSocket server: many connections in rooms, from one thread, and how fast what one says reaches the
 * rest.
 *
 *     load PLAN PORT CONNECTIONS MEMBERS
 *
 * PLAN is a file of lines, each a word and the rest: path, subprotocol, lines (a file with what differs for each
 * connection, two fields with a tab between), say and hear (how a connection comes in, in this order), post (how it
 * says something), size (of a body, in bytes), ping and pong (of a protocol above), binary, at_once, patience
 * (seconds). In path, say, hear and post stand {room} {id} {n} {body} {1} {2} for the room, the connection, a number
 * that is new each time, the body, the fields of lines; \xNN is an octet. Connection k is in room k modulo the number
 * of rooms.
 *
 * It opens all connections and says in a line of JSON how that went; then each line of its input is done and
 * answered:
 *
 *     talk WARM SECONDS SENDERS DEPTH   closed loop: so many of each room have DEPTH messages under way each
 *     pace WARM SECONDS RATE            open loop: RATE messages a second, room by room, and how long they take
 *     rest SECONDS                      only what the server asks is answered
 *
 * The lines "begin" and "end" tell when what is measured begins and ends. A body begins with "#sender:due#", due in
 * nanoseconds, so a delivery is known in whatever a server packs it; it counts for everyone who reads it, its sender
 * too.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { NANO = 1000000000, FRAME = 1 << 16, ARRIVED = 1 << 22, STEPS = 8, PIECES = 16, TOKEN = 27 };
enum { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

typedef enum { CONNECTING, UPGRADING, COMING_IN, IN, GONE } Stage;
typedef enum { LITERAL, ROOM, ID, NUMBER, BODY, FIRST, SECOND } Field;
typedef struct { uint8_t *bytes; size_t length, room; } Buffer;
typedef struct { Field field; uint8_t *bytes; size_t length; } Piece;
typedef struct { Piece pieces[PIECES]; int count; } Template;
typedef struct { bool hears; Template what; } Step;

typedef struct {
    int fd, number, room, step, under_way;
    Stage stage;
    bool sends;
    uint64_t moved;               /* when one of its own messages last went out or came back */
    Buffer in, out, fragments;    /* a part of a frame; what the system would not take yet; a message in parts */
    char *fields[2];
} Connection;

static Connection *connections;
static int poll_fd, total, members, rooms, begun, opening, in, gone;
static bool replenish;
static int depth, port;
static int size = 200, at_once = 200, text_opcode = TEXT;
static double patience = 60;
static const char *path_text = "/", *subprotocol, *lines_file, *ping_text, *pong_text;
static Template path, post;
static Step steps[STEPS];
static int step_count;
static uint64_t deliveries, posts, lost, octets, samples, slowest, measured_from = UINT64_MAX;
static uint64_t histogram[256 + 40 * 128]; /* of microseconds: exact to 256, then to a 128th */
static uint8_t arrived[ARRIVED], outgoing[FRAME + 16], filler[FRAME];
static char why[400], last_said[200];

static void stop(const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, rest);
    fputc('\n', stderr);
    exit(2);
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * NANO + (uint64_t)t.tv_nsec;
}

static double worked(void) {
    struct rusage its;
    getrusage(RUSAGE_SELF, &its);
    return its.ru_utime.tv_sec + its.ru_stime.tv_sec + (its.ru_utime.tv_usec + its.ru_stime.tv_usec) / 1e6;
}

static void keep(Buffer *buffer, const uint8_t *bytes, size_t length) {
    if (buffer->length + length > buffer->room) {
        buffer->room = 2 * (buffer->length + length);
        buffer->bytes = realloc(buffer->bytes, buffer->room);
        if (!buffer->bytes) stop("there is no memory left");
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

/* Templates: a text with fields in it. */

static Template compiled(const char *text) {
    static const struct { const char *name; Field field; } fields[] = {
        {"{room}", ROOM}, {"{id}", ID}, {"{n}", NUMBER}, {"{body}", BODY}, {"{1}", FIRST}, {"{2}", SECOND}};
    Template made = {.count = 0};
    Piece literal = {LITERAL, malloc(strlen(text) + 1), 0};
    while (*text) {
        size_t found = 0, length = 0;
        while (found < 6 && strncmp(text, fields[found].name, length = strlen(fields[found].name))) found++;
        unsigned octet;
        if (found == 6) {
            bool escaped = text[0] == '\\' && text[1] == 'x' && sscanf(text + 2, "%2x", &octet) == 1;
            literal.bytes[literal.length++] = escaped ? (uint8_t)octet : (uint8_t)*text;
            text += escaped ? 4 : 1;
            continue;
        }
        if (made.count + 3 > PIECES) stop("the plan has a line with too many fields");
        if (literal.length) made.pieces[made.count++] = literal;
        made.pieces[made.count++] = (Piece){fields[found].field, NULL, 0};
        text += length;
        literal = (Piece){LITERAL, malloc(strlen(text) + 1), 0};
    }
    if (literal.length) made.pieces[made.count++] = literal;
    return made;
}

static size_t written(const Template *what, const Connection *who, uint64_t due, uint8_t *to) {
    size_t n = 0;
    for (int i = 0; i < what->count; i++) {
        const Piece *piece = &what->pieces[i];
        const char *field = piece->field == FIRST ? who->fields[0] : who->fields[1];
        char *at = (char *)to + n;
        size_t longest = piece->field == LITERAL ? piece->length : (size_t)size + 32;
        if (piece->field >= FIRST) longest = strlen(field);
        if (n + longest > FRAME - 64) stop("the plan makes a message that is too long");
        switch (piece->field) {
        case LITERAL: memcpy(at, piece->bytes, piece->length); n += piece->length; break;
        case ROOM: n += (size_t)sprintf(at, "%04d", who->room); break;
        case ID: n += (size_t)sprintf(at, "%05d", who->number); break;
        case NUMBER: n += (size_t)sprintf(at, "%llu", (unsigned long long)posts); break;
        case FIRST: case SECOND: memcpy(at, field, longest); n += longest; break;
        case BODY:
            sprintf(at, "#%05d:%019llu#", who->number, (unsigned long long)due);
            memcpy(at + TOKEN, filler, (size_t)size - TOKEN);
            n += (size_t)size;
        }
    }
    return n;
}

/* Connections: what goes out, and how they end. */

static void lose(Connection *who, const char *reason) {
    static const char *when[] = {"while connecting", "before it answered", "while coming in", "once in"};
    if (who->stage == GONE) return;
    if (!*why) {
        snprintf(why, sizeof why, "connection %d %s: %s%s%s", who->number, when[who->stage], reason,
                 *last_said ? "; it was last told " : "", last_said);
    }
    if (who->stage == IN) in--;
    else opening--;
    gone++;
    who->stage = GONE;
    close(who->fd);
}

static void watch(Connection *who) {
    uint32_t out = who->stage == CONNECTING || who->out.length ? EPOLLOUT : 0;
    struct epoll_event event = {.events = EPOLLIN | out, .data.ptr = who};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, who->fd, &event);
}

static void transmit(Connection *who, const uint8_t *bytes, size_t length) {
    ssize_t sent = 0;
    if (who->stage == GONE) return;
    if (!who->out.length && (sent = send(who->fd, bytes, length, MSG_NOSIGNAL)) < 0) {
        if (errno != EAGAIN) { lose(who, strerror(errno)); return; }
        sent = 0;
    }
    if ((size_t)sent == length) return;
    keep(&who->out, bytes + sent, length - (size_t)sent);
    watch(who);
}

static void frame(Connection *who, int opcode, const uint8_t *bytes, size_t length) {
    static const uint8_t mask[4] = {0x5a, 0x17, 0xc3, 0x6e};
    static uint8_t whole[FRAME + 16];
    size_t head = 2;
    whole[0] = 0x80 | (uint8_t)opcode;
    whole[1] = 0x80 | (length < 126 ? (uint8_t)length : 126);
    if (length >= 126) {
        whole[head++] = (uint8_t)(length >> 8);
        whole[head++] = (uint8_t)length;
    }
    memcpy(whole + head, mask, 4);
    head += 4;
    for (size_t i = 0; i < length; i++) whole[head + i] = bytes[i] ^ mask[i & 3];
    transmit(who, whole, head + length);
}

static void say(Connection *who, const Template *what, uint64_t due) {
    frame(who, text_opcode, outgoing, written(what, who, due, outgoing));
}

static void send_post(Connection *who, uint64_t due) {
    posts++;
    who->moved = due;
    say(who, &post, due);
}

static void fill(Connection *who) {
    while (replenish && who->stage == IN && who->under_way < depth) {
        who->under_way++;
        send_post(who, now());
    }
}

/* What is heard. */

static void come_further(Connection *who) {
    while (who->stage == COMING_IN && who->step < step_count && !steps[who->step].hears) {
        say(who, &steps[who->step++].what, 0);
    }
    if (who->stage == COMING_IN && who->step == step_count) {
        who->stage = IN;
        opening--;
        in++;
    }
}

static size_t bucket(uint64_t micro) {
    if (micro < 256) return micro;
    int shift = 56 - __builtin_clzll(micro);
    return 256 + (size_t)(shift - 1) * 128 + (micro >> shift) - 128;
}

static double milliseconds(double share) { /* of the deliveries took this long at most */
    uint64_t wanted = (uint64_t)(share * (double)samples), seen = 0;
    for (size_t i = 0; i < sizeof histogram / sizeof *histogram; i++) {
        seen += histogram[i];
        if (seen <= wanted) continue;
        size_t shift = i < 256 ? 0 : (i - 256) / 128 + 1, value = i < 256 ? i : (i - 256) % 128 + 128;
        return ((double)value + 0.5) * (double)(1ull << shift) / 1000;
    }
    return (double)slowest / 1000;
}

static void took(uint64_t due, uint64_t at) {
    uint64_t micro = (at - due) / 1000;
    samples++;
    histogram[bucket(micro >> 32 ? 1ull << 32 : micro)]++;
    if (micro > slowest) slowest = micro;
}

static uint64_t digits(const uint8_t *at, int count) {
    uint64_t value = 0;
    while (count--) value = value * 10 + (uint64_t)(*at++ - '0');
    return value;
}

static void count_deliveries(Connection *who, const uint8_t *bytes, size_t length) {
    const uint8_t *at = bytes, *end = bytes + length;
    uint64_t moment = 0;
    while ((at = memchr(at, '#', (size_t)(end - at))) && end - at >= TOKEN) {
        if (at[6] != ':' || at[TOKEN - 1] != '#') { at++; continue; }
        deliveries++;
        if (measured_from != UINT64_MAX) {
            uint64_t due = digits(at + 7, 19);
            if (!moment) moment = now();
            if (due >= measured_from) took(due, moment);
        } else if (who->sends && digits(at + 1, 5) == (uint64_t)who->number) {
            who->under_way--;
            who->moved = now();
        }
        at += TOKEN;
    }
    if (who->sends) fill(who);
}

static void heard(Connection *who, const uint8_t *bytes, size_t length) {
    if (ping_text && length == strlen(ping_text) && !memcmp(bytes, ping_text, length)) {
        frame(who, TEXT, (const uint8_t *)pong_text, strlen(pong_text));
    } else if (who->stage == IN) {
        count_deliveries(who, bytes, length);
    } else {
        size_t wanted = written(&steps[who->step].what, who, 0, outgoing);
        snprintf(last_said, sizeof last_said, "%.*s", (int)(length < 160 ? length : 160), (const char *)bytes);
        if (!memmem(bytes, length, outgoing, wanted)) return;
        *last_said = 0;
        who->step++;
        come_further(who);
    }
}

static void on_frame(Connection *who, int first, const uint8_t *bytes, size_t length) {
    int opcode = first & 15;
    bool last = first & 0x80;
    if (opcode >= CLOSE && length > 125) lose(who, "it was sent a control frame that is too long");
    else if (opcode == PING) frame(who, PONG, bytes, length);
    else if (opcode == CLOSE) lose(who, "the server closed it");
    else if (opcode == PONG) return;
    else if (last && opcode) heard(who, bytes, length);
    else {
        keep(&who->fragments, bytes, length);
        if (!last) return;
        heard(who, who->fragments.bytes, who->fragments.length);
        who->fragments.length = 0;
    }
}

/* How many of these octets are dealt with; what is left is a part of a frame. */
static size_t taken(Connection *who, const uint8_t *bytes, size_t length) {
    size_t done = 0;
    if (who->stage == UPGRADING) {
        const uint8_t *end = memmem(bytes, length, "\r\n\r\n", 4);
        if (!end) return 0;
        if (memcmp(bytes, "HTTP/1.1 101", 12)) {
            int line = (int)strcspn((const char *)bytes, "\r");
            snprintf(last_said, sizeof last_said, "%.*s", line, (const char *)bytes);
            lose(who, "the server would not speak WebSocket");
            return length;
        }
        done = (size_t)(end - bytes) + 4;
        who->stage = COMING_IN;
        come_further(who);
    }
    while (who->stage != GONE && length - done >= 2) {
        const uint8_t *at = bytes + done;
        size_t its = at[1] & 127, head = its == 126 ? 4 : its == 127 ? 10 : 2;
        if (length - done < head) break;
        if (its >= 126) {
            its = 0;
            for (size_t i = 2; i < head; i++) its = its << 8 | at[i];
        }
        if (length - done < head + its) break;
        on_frame(who, at[0], at + head, its);
        done += head + its;
    }
    return done;
}

static void readable(Connection *who) {
    size_t before = who->in.length;
    if (before >= ARRIVED) { lose(who, "it was sent a frame that is too long"); return; }
    if (before) memcpy(arrived, who->in.bytes, before);
    ssize_t got = recv(who->fd, arrived + before, ARRIVED - before, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) { lose(who, got ? strerror(errno) : "the server closed it"); return; }
    octets += (uint64_t)got;
    size_t have = before + (size_t)got, done = taken(who, arrived, have);
    who->in.length = 0;
    if (who->stage != GONE && done < have) keep(&who->in, arrived + done, have - done);
}

static void upgrade(Connection *who) {
    static char request[FRAME];
    int failed = 0;
    socklen_t length = sizeof failed;
    getsockopt(who->fd, SOL_SOCKET, SO_ERROR, &failed, &length);
    if (failed) { lose(who, strerror(failed)); return; }
    outgoing[written(&path, who, 0, outgoing)] = 0;
    int n = snprintf(request, sizeof request,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: bG9hZCBvbiBsb29wYmFjaw==\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
                     (char *)outgoing, port, subprotocol ? "Sec-WebSocket-Protocol: " : "",
                     subprotocol ? subprotocol : "", subprotocol ? "\r\n" : "");
    who->stage = UPGRADING;
    transmit(who, (uint8_t *)request, (size_t)n);
    if (who->stage != GONE) watch(who);
}

static void writable(Connection *who) {
    if (who->stage == CONNECTING) { upgrade(who); return; }
    ssize_t sent = send(who->fd, who->out.bytes, who->out.length, MSG_NOSIGNAL);
    if (sent < 0) { if (errno != EAGAIN) lose(who, strerror(errno)); return; }
    who->out.length -= (size_t)sent;
    memmove(who->out.bytes, who->out.bytes + sent, who->out.length);
    if (!who->out.length) watch(who);
}

/* Wait for something to happen, so many nanoseconds at most, and do it; whether there is a line of input. */
static bool turn(uint64_t wait) {
    static struct epoll_event events[512];
    struct timespec timeout = {(time_t)(wait / NANO), (long)(wait % NANO)};
    int count = epoll_pwait2(poll_fd, events, 512, &timeout, NULL);
    bool asked = false;
    for (int i = 0; i < count; i++) {
        Connection *who = events[i].data.ptr;
        if (!who) { asked = true; continue; }
        if (who->stage != GONE && events[i].events & EPOLLOUT) writable(who);
        if (who->stage != GONE && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(who);
    }
    return asked;
}

static void begin_one(void) {
    Connection *who = &connections[begun];
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct linger at_once_gone = {1, 0}; /* a reset leaves no port waiting behind */
    int yes = 1;
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    who->number = begun;
    who->room = begun++ % rooms;
    opening++;
    who->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (who->fd < 0) stop("connection %d: %s; allow more open files (ulimit -n)", who->number, strerror(errno));
    setsockopt(who->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(who->fd, SOL_SOCKET, SO_LINGER, &at_once_gone, sizeof at_once_gone);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = who};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, who->fd, &event);
    if (connect(who->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) {
        lose(who, strerror(errno));
    }
}

/* What is done, and how it is told. */

static void tell_why(void) {
    printf(",\"gone\":%d,\"why\":\"", gone);
    for (const char *at = why; *at; at++) {
        if (*at == '"' || *at == '\\') putchar('\\');
        putchar((unsigned char)*at < 32 || (unsigned char)*at > 126 ? '?' : *at);
    }
    puts("\"}");
    fflush(stdout);
}

static void open_all(void) {
    uint64_t start = now(), until = start + (uint64_t)(patience * NANO);
    while (in + gone < total && now() < until) {
        while (begun < total && opening < at_once) begin_one();
        turn(NANO / 10);
    }
    double seconds = (double)(now() - start) / NANO;
    if (in + gone < total && !*why) snprintf(why, sizeof why, "the others were not in after %.0f seconds", patience);
    printf("{\"at\":\"open\",\"in\":%d,\"seconds\":%.4f,\"per_s\":%.1f,\"generator\":%.3f", in, seconds, in / seconds,
           worked() / seconds);
    tell_why();
}

static void mark(const char *what) {
    printf("{\"at\":\"%s\"}\n", what);
    fflush(stdout);
}

static void unstick(void) { /* a message that did not come back for three seconds will not */
    uint64_t at = now();
    for (int i = 0; i < total; i++) {
        Connection *who = &connections[i];
        if (!who->sends || who->stage != IN || who->under_way < depth || at < who->moved + 3ull * NANO) continue;
        lost += (uint64_t)who->under_way;
        who->under_way = 0;
        fill(who);
    }
}

static void turn_until(uint64_t until) {
    uint64_t looked = now();
    for (uint64_t at = looked; at < until; at = now()) {
        turn(until - at < NANO / 200 ? until - at : NANO / 200);
        if (at > looked + NANO / 5) { looked = at; unstick(); }
    }
}

static void drain(void) { /* until nothing has come for half a second; the rest of a burst is not the next one's */
    uint64_t limit = now() + 20ull * NANO, quiet = now() + NANO, before = deliveries;
    while (now() < quiet && now() < limit) {
        turn(NANO / 20);
        if (deliveries != before) { before = deliveries; quiet = now() + NANO / 2; }
    }
}

static void talk(double warm, double seconds, int senders) {
    uint64_t start = now() + (uint64_t)(warm * NANO);
    lost = 0;
    replenish = true;
    for (int i = 0; i < total && i < senders * rooms; i++) {
        connections[i].sends = true;
        connections[i].under_way = 0;
    }
    for (int i = 0; i < total; i++) if (connections[i].sends) fill(&connections[i]);
    turn_until(start);
    mark("begin");
    uint64_t from = now(), delivered = deliveries, posted = posts, had = octets;
    double work = worked();
    turn_until(from + (uint64_t)(seconds * NANO));
    double took_s = (double)(now() - from) / NANO;
    delivered = deliveries - delivered, posted = posts - posted, had = octets - had, work = worked() - work;
    mark("end");
    replenish = false;
    drain();
    for (int i = 0; i < total; i++) connections[i].sends = false;
    printf("{\"at\":\"talk\",\"seconds\":%.3f,\"deliveries\":%llu,\"per_s\":%.1f,\"posts_s\":%.1f,\"mb_s\":%.2f,"
           "\"generator\":%.3f,\"lost\":%llu", took_s, (unsigned long long)delivered, (double)delivered / took_s,
           (double)posted / took_s, (double)had / took_s / 1e6, work / took_s, (unsigned long long)lost);
    tell_why();
}

static void pace(double warm, double seconds, double rate) {
    uint64_t gap = (uint64_t)(NANO / rate), due = now() + gap, from = due + (uint64_t)(warm * NANO);
    uint64_t until = from + (uint64_t)(seconds * NANO), expected = 0, late = 0, delivered = 0, next = 0;
    double work = 0;
    bool begins = true;
    memset(histogram, 0, sizeof histogram);
    samples = slowest = 0;
    measured_from = from;
    while (due < until) {
        uint64_t at = now();
        if (at < due) { turn(due - at); continue; }
        if (due >= from && begins) { begins = false; mark("begin"); work = worked(); delivered = deliveries; }
        Connection *who = &connections[next++ % (uint64_t)total];
        if (at > due + NANO / 500) late++;
        if (who->stage == IN) {
            send_post(who, due);
            if (due >= from) expected += (uint64_t)((total - who->room + rooms - 1) / rooms);
        }
        due += gap;
    }
    work = worked() - work, delivered = deliveries - delivered;
    mark("end");
    for (uint64_t limit = now() + 5ull * NANO; samples < expected && now() < limit;) turn(NANO / 50);
    measured_from = UINT64_MAX;
    printf("{\"at\":\"pace\",\"deliveries\":%llu,\"samples\":%llu,\"expected\":%llu,\"late\":%llu,",
           (unsigned long long)delivered, (unsigned long long)samples, (unsigned long long)expected,
           (unsigned long long)late);
    printf("\"p50_ms\":%.4f,\"p99_ms\":%.4f,\"p999_ms\":%.4f,\"max_ms\":%.3f,\"generator\":%.3f", milliseconds(.5),
           milliseconds(.99), milliseconds(.999), (double)slowest / 1000, work / seconds);
    tell_why();
}

static bool done(void) {
    static char line[256];
    double warm, seconds, rate;
    int senders;
    if (!fgets(line, sizeof line, stdin)) return false;
    if (sscanf(line, "talk %lf %lf %d %d", &warm, &seconds, &senders, &depth) == 4) talk(warm, seconds, senders);
    else if (sscanf(line, "pace %lf %lf %lf", &warm, &seconds, &rate) == 3 && rate > 0) pace(warm, seconds, rate);
    else if (sscanf(line, "rest %lf", &seconds) == 1) {
        turn_until(now() + (uint64_t)(seconds * NANO));
        printf("{\"at\":\"rest\",\"in\":%d", in);
        tell_why();
    } else stop("it cannot do %s", line);
    return true;
}

static void read_lines(void) {
    char line[512];
    int count = 0;
    FILE *file = fopen(lines_file, "r");
    if (!file) stop("%s: %s", lines_file, strerror(errno));
    while (count < total && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        char *tab = strchr(line, '\t');
        if (!tab || tab == line || !tab[1]) {
            stop("%s: line %d is not two fields with a tab between", lines_file, count + 1);
        }
        *tab = 0;
        connections[count].fields[0] = strdup(line);
        connections[count++].fields[1] = strdup(tab + 1);
    }
    fclose(file);
    if (count < total) stop("%s has %d lines; %d connections need as many", lines_file, count, total);
}

static void read_plan(const char *name) {
    char line[4096];
    FILE *file = fopen(name, "r");
    if (!file) stop("%s: %s", name, strerror(errno));
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        line[strcspn(line, "\n")] = 0;
        char *rest = strchr(line, ' ');
        if (rest) *rest++ = 0;
        bool step = !strcmp(line, "say") || !strcmp(line, "hear");
        if (!strcmp(line, "binary")) text_opcode = BINARY;
        else if (!rest || (step && step_count == STEPS)) stop("%s: line %d says nothing", name, number);
        else if (step) steps[step_count++] = (Step){*line == 'h', compiled(rest)};
        else if (!strcmp(line, "post")) post = compiled(rest);
        else if (!strcmp(line, "path")) path_text = strdup(rest);
        else if (!strcmp(line, "subprotocol")) subprotocol = strdup(rest);
        else if (!strcmp(line, "lines")) lines_file = strdup(rest);
        else if (!strcmp(line, "ping")) ping_text = strdup(rest);
        else if (!strcmp(line, "pong")) pong_text = strdup(rest);
        else if (!strcmp(line, "size")) size = atoi(rest);
        else if (!strcmp(line, "at_once")) at_once = atoi(rest);
        else if (!strcmp(line, "patience")) patience = atof(rest);
        else stop("%s: line %d: there is no \"%s\"", name, number, line);
    }
    fclose(file);
    path = compiled(path_text);
    if (size < TOKEN || size > FRAME / 2 || at_once < 1 || !post.count) {
        stop("%s: size, at_once or post is wrong", name);
    }
}

int main(int count, char **words) {
    if (count != 5) stop("it is called so: load PLAN PORT CONNECTIONS MEMBERS");
    port = atoi(words[2]), total = atoi(words[3]), members = atoi(words[4]);
    if (port < 1 || port > 65535 || total < 1 || total > 99999 || members < 1) {
        stop("a port, connections and members are numbers");
    }
    rooms = (total + members - 1) / members;
    connections = calloc((size_t)total, sizeof *connections);
    for (int i = 0; i < total; i++) connections[i].fields[0] = connections[i].fields[1] = "";
    for (int i = 0; i < FRAME; i++) filler[i] = (uint8_t)"acorns and saplings sleep after lunch "[i % 38];
    read_plan(words[1]);
    if (lines_file) read_lines();
    setvbuf(stdin, NULL, _IONBF, 0);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event asked = {.events = EPOLLIN, .data.ptr = NULL};
    if (poll_fd < 0) stop("%s", strerror(errno));
    open_all();
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &asked)) stop("its input is no pipe");
    for (bool more = true; more;) {
        if (turn(NANO)) more = done();
    }
    return 0;
}
