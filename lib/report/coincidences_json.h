#pragma once

#include <span>

#include "core/secret.h"
#include "judge/coincidence.h"
#include "report/json_writer.h"

namespace loadtest {

/// The result file's `coincidences`.
void write_coincidences(JsonWriter&, std::span<const Coincidence>, const Redactor&);

}  // namespace loadtest
