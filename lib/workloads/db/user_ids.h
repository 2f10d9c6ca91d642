#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/error.h"
#include "workloads/db/access.h"
#include "workloads/db/admin_transaction.h"

namespace loadtest {

/// How many ids --user-ids may name.
constexpr std::size_t user_ids_max = 100'000;

/// One UUID a line, in lower case and each once; blank lines and what follows a # do not count. Errors (usage): a line
/// that is none, by number; none at all.
Result<std::vector<std::string>> read_user_ids(std::istream&);
/// The same from a file; "-" reads standard input. Errors (usage) also: unreadable.
Result<std::vector<std::string>> read_user_ids_file(const std::string& path);

/// The tables that know who the users are, the better one first.
std::vector<std::string> user_tables();
/// The first `most` ids of the first of these tables in which the login role sees some. Errors (target): in none.
Result<std::vector<std::string>> find_user_ids(AdminTransaction&, const Access& login, std::size_t most);

}  // namespace loadtest
