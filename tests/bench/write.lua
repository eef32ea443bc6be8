-- The durable write of `cargo xtask bench`: JSON with an API token; {n} in the body counts up.
local token = os.getenv("BENCH_TOKEN")
local body = os.getenv("BENCH_BODY")
local start = os.time() % 900 * 1000
local n = 0

local headers = {
  ["Content-Type"] = "application/json",
  ["Accept"] = "application/json",
  ["Authorization"] = "Bearer " .. token,
}

function request()
  n = n + 1
  local text = string.gsub(body, "{n}", tostring(start + n))
  return wrk.format("POST", wrk.path, headers, text)
end

-- The first refusals are shown: a load that is refused measures nothing.
local shown = 0
function response(status, _, text)
  if status >= 400 and shown < 3 then
    shown = shown + 1
    io.stderr:write(status, " ", string.sub(text, 1, 300), "\n")
  end
end
