-- One prepared statement with one text parameter, again and again.
sysbench.cmdline.options = {
  statement = {"statement to run, with a ?", ""},
  parameter = {"what stands for the ?", ""},
}

local statement

function thread_init()
  local connection = sysbench.sql.driver():connect()
  statement = connection:prepare(sysbench.opt.statement)
  local parameter = statement:bind_create(sysbench.sql.type.VARCHAR, #sysbench.opt.parameter)
  statement:bind_param(parameter)
  parameter:set(sysbench.opt.parameter)
end

function event()
  statement:execute():free()
end
