// The floor: what a query costs a client that does nothing but libpq's calls. Threads with an epoll set each, a
// prepared statement of one parameter, closed loop, two clock readings a query.
//   bench_libpq_client URL SQL PARAMETER CLIENTS THREADS SECONDS
#include <libpq-fe.h>
#include <sys/epoll.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "measure.h"

using namespace loadtest::bench;

namespace {

struct Peer {
  PGconn* connection = nullptr;
  Clock::time_point sent{};
};

[[noreturn]] void die(const char* what, PGconn* connection) {
  std::fprintf(stderr, "%s: %s", what, PQerrorMessage(connection));
  std::exit(1);
}

Peer log_in(const char* url, const char* sql) {
  PGconn* connection = PQconnectdb(url);
  if (PQstatus(connection) != CONNECTION_OK) die("login", connection);
  PGresult* prepared = PQprepare(connection, "q", sql, 0, nullptr);
  if (PQresultStatus(prepared) != PGRES_COMMAND_OK) die("prepare", connection);
  PQclear(prepared);
  PQsetnonblocking(connection, 1);
  return {connection, {}};
}

/// Whether the answer is complete.
bool take_answer(PGconn* connection) {
  if (PQconsumeInput(connection) == 0) die("read", connection);
  while (PQisBusy(connection) == 0) {
    PGresult* result = PQgetResult(connection);
    if (result == nullptr) return true;
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) die("answer", connection);
    PQclear(result);
  }
  return false;
}

Tally run(std::vector<Peer>& peers, const char* parameter, Clock::time_point until) {
  const auto send = [&](Peer& peer, Clock::time_point now) {
    peer.sent = now;
    if (PQsendQueryPrepared(peer.connection, "q", 1, &parameter, nullptr, nullptr, 0) != 1)
      die("send", peer.connection);
  };
  const int epoll = ::epoll_create1(0);
  for (Peer& peer : peers) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &peer;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, PQsocket(peer.connection), &event);
  }
  Tally tally;
  Clock::time_point now = Clock::now();
  for (Peer& peer : peers) send(peer, now);
  epoll_event events[256];
  while (now < until) {
    const int ready = ::epoll_wait(epoll, events, 256, 100);
    now = Clock::now();
    for (int i = 0; i < ready; ++i) {
      Peer& peer = *static_cast<Peer*>(events[i].data.ptr);
      if (!take_answer(peer.connection)) continue;
      now = Clock::now();
      tally.record(peer.sent, now);
      send(peer, now);
    }
  }
  return tally;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(stderr, "usage: %s URL SQL PARAMETER CLIENTS THREADS SECONDS\n", argv[0]);
    return 2;
  }
  const int clients = std::atoi(argv[4]), threads = std::atoi(argv[5]);
  std::vector<std::vector<Peer>> peers(static_cast<std::size_t>(threads));
  for (int i = 0; i < clients; ++i) peers[static_cast<std::size_t>(i % threads)].push_back(log_in(argv[1], argv[2]));
  const Measurement measurement;
  const auto until =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::atof(argv[6])));
  std::vector<Tally> tallies(peers.size());
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < peers.size(); ++i)
    running.emplace_back([&, i] { tallies[i] = run(peers[i], argv[3], until); });
  Tally whole;
  for (std::size_t i = 0; i < running.size(); ++i) {
    running[i].join();
    whole.round_trips += tallies[i].round_trips;
    whole.longest_ns = std::max(whole.longest_ns, tallies[i].longest_ns);
  }
  measurement.print("libpq", clients, whole);
}
