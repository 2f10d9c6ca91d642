# A ctest entry for each *_test.py of the calling folder: FOLDER/NAME, labelled FOLDER; what is marked slow in it is another,
# FOLDER/NAME/slow, labelled slow too.
find_program(LOADTEST_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)

function(loadtest_pytest_entry name file labels timeout serial)
  add_test(NAME ${name} COMMAND ${LOADTEST_PYTHON} -B -m pytest -q -p no:cacheprovider ${ARGN} ${file})
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT ${timeout} RUN_SERIAL ${serial}
                       ENVIRONMENT "LOADTEST_BINARY=$<TARGET_FILE:loadtest>;LOADTEST_SANITIZED=${LOADTEST_SANITIZE}"
                       ENVIRONMENT_MODIFICATION LOADTEST_TEST_CLUSTERS=set:${PROJECT_BINARY_DIR}/test-clusters)
endfunction()

# loadtest_pytest(FOLDER TIMEOUT SECONDS [SERIAL])
function(loadtest_pytest folder)
  cmake_parse_arguments(arg "SERIAL" "TIMEOUT" "" ${ARGN})
  if(NOT LOADTEST_PYTHON)
    message(STATUS "no /usr/bin/python3: the tests of tests/${folder} are left out")
    return()
  endif()
  math(EXPR slow_timeout "${arg_TIMEOUT} * 4")
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.py)
  foreach(file ${files})
    get_filename_component(name ${file} NAME)
    string(REGEX REPLACE "_test\\.py$" "" name ${name})
    file(STRINGS ${file} all_slow REGEX "^pytestmark = pytest\\.mark\\.slow")
    file(STRINGS ${file} some_slow REGEX "mark\\.slow")
    if(NOT all_slow)
      loadtest_pytest_entry(${folder}/${name} ${file} ${folder} ${arg_TIMEOUT} ${arg_SERIAL} -m "not slow")
    endif()
    if(some_slow)
      loadtest_pytest_entry(${folder}/${name}/slow ${file} "${folder};slow" ${slow_timeout} ${arg_SERIAL} -m slow)
    endif()
  endforeach()
endfunction()
