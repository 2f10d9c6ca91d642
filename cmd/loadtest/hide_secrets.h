#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>

#include "loadtest/flags.h"

namespace loadtest {

/// Overwrites secret values, and passwords and tokens in addresses, where `ps` reads the command line.
void hide_typed_secrets(std::span<const TypedValue>);

/// Overwrites the values of secret options in the environment, where `ps e` reads it, and takes them out of it, so that
/// no child inherits them. Returns what was taken out.
std::map<std::string, std::string, std::less<>> hide_environment_secrets(const Command&);

/// Overwrites one variable's value and takes it out of the environment. Returns what it was, empty where there is none.
std::string take_out_of_environment(const std::string& name);

}  // namespace loadtest
