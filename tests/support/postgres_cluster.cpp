#include "support/postgres_cluster.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string_view>
#include <thread>

#include "pg/admin.h"
#include "pg/conninfo.h"

namespace loadtest {

namespace {

namespace fs = std::filesystem;

std::string no_cluster;

// Beside PATH, where Debian keeps its programs.
std::string find_programs() {
  std::vector<fs::path> folders;
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    folders.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(rest.size(), colon + 1));
  }
  std::error_code error;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error)) {
    folders.push_back(version.path() / "bin");
  }
  const auto found = std::find_if(folders.begin(), folders.end(), [](const fs::path& folder) {
    return ::access((folder / "initdb").c_str(), X_OK) == 0 && ::access((folder / "postgres").c_str(), X_OK) == 0;
  });
  return found == folders.end() ? std::string() : found->string();
}

// Below the ports that the kernel gives to clients: none of them takes it before the server does.
std::uint16_t free_port() {
  std::random_device random;
  for (int tries = 0; tries < 1000; ++tries) {
    const auto port = static_cast<std::uint16_t>(15000 + random() % 15000);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    if (free) return port;
  }
  return 0;
}

}  // namespace

PostgresCluster* PostgresCluster::get() {
  static const std::unique_ptr<PostgresCluster> only = [] {
    std::unique_ptr<PostgresCluster> cluster;
    const std::string programs = find_programs();
    if (programs.empty()) {
      no_cluster = "no PostgreSQL server programs (initdb, postgres) on PATH or under /usr/lib/postgresql";
      return cluster;
    }
    cluster.reset(new PostgresCluster);
    if (!cluster->start(programs)) {
      no_cluster = "PostgreSQL does not start: " + programs;
      cluster.reset();
    }
    return cluster;
  }();
  return only.get();
}

const std::string& PostgresCluster::why_not() { return no_cluster; }

bool PostgresCluster::required() {
  const char* all = std::getenv("LOADTEST_REQUIRE_ALL");
  return all != nullptr && std::string_view(all) == "1";
}

std::string PostgresCluster::where() const {
  return " port=" + std::to_string(port_) + " user=" + user + " dbname=postgres password='open sesame\\'\\\\ 7'";
}

bool PostgresCluster::start(const std::string& programs) {
  char name[] = "/tmp/loadtest-postgres-XXXXXX";
  if (::mkdtemp(name) == nullptr) return false;
  folder_ = name;
  if (::geteuid() == 0) {
    const passwd* who = ::getpwnam("postgres");
    if (who == nullptr) who = ::getpwnam("nobody");
    if (who == nullptr) return false;
    owner_.emplace(who->pw_uid, who->pw_gid);
    if (::chown(name, who->pw_uid, who->pw_gid) != 0) return false;
  }
  const std::string data = folder_ + "/data", secret = folder_ + "/secret";
  std::ofstream(secret) << password << "\n";
  if (!run({programs + "/initdb", "-D", data, "-U", user, "-A", "scram-sha-256", "--pwfile=" + secret, "-E", "UTF8",
            "--locale=C", "--no-sync"}))
    return false;
  const bool tls =
      run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
           "-addext", "subjectAltName=DNS:localhost", "-keyout", folder_ + "/server.key", "-out", authority()});
  port_ = free_port();
  const auto set = [](const std::string& what) { return "--" + what; };
  server_ = spawn({programs + "/postgres", "-D", data, set("port=" + std::to_string(port_)),
                   set("listen_addresses=127.0.0.1"), set("unix_socket_directories=" + folder_), set("fsync=off"),
                   set("ssl=" + std::string(tls ? "on" : "off")), set("ssl_cert_file=" + authority()),
                   set("ssl_key_file=" + folder_ + "/server.key"), set("shared_buffers=16MB")});
  const auto conninfo = pg::Conninfo::read(over_socket(), "");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (conninfo && std::chrono::steady_clock::now() < deadline) {
    if (pg::Admin::connect(*conninfo, std::chrono::seconds(5))) return true;
    if (::waitpid(server_, nullptr, WNOHANG) == server_) {
      server_ = -1;
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

PostgresCluster::~PostgresCluster() {
  if (server_ > 0) {
    ::kill(server_, SIGQUIT);  // nothing of it is kept
    ::waitpid(server_, nullptr, 0);
  }
  std::error_code error;
  if (!folder_.empty()) fs::remove_all(folder_, error);
}

bool PostgresCluster::run(const std::vector<std::string>& command) const {
  const pid_t child = spawn(command);
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

pid_t PostgresCluster::spawn(const std::vector<std::string>& command) const {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (owner_ && (::setgid(owner_->second) != 0 || ::setuid(owner_->first) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // a test that crashes leaves no server behind; setuid() would clear it
  if (::getppid() != parent) ::_exit(126);
  const int log = ::open((folder_ + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  if (::chdir(folder_.c_str()) != 0) ::_exit(126);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

}  // namespace loadtest
