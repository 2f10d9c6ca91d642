# Writes TO, a .cpp with each file of ASSETS as a text: "page.css" becomes loadtest::page_assets::page_css where
# NAMESPACE is page_assets; they are declared by HEADER.
cmake_minimum_required(VERSION 3.25)
set(code "// Made by embed_assets.cmake.\n#include \"${HEADER}\"\n\nnamespace loadtest::${NAMESPACE} {\n")
foreach(asset ${ASSETS})
  get_filename_component(name ${asset} NAME)
  string(REGEX REPLACE "[^A-Za-z0-9]" "_" name ${name})
  file(READ ${asset} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND code "static constexpr char bytes_of_${name}[] = {${bytes}0};\n"
                     "const std::string_view ${name}{bytes_of_${name}, sizeof bytes_of_${name} - 1};\n")
endforeach()
string(APPEND code "}  // namespace loadtest::${NAMESPACE}\n")
file(WRITE ${TO} "${code}")
