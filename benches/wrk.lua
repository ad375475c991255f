-- Sends the requests of a file, each once. PAUSE (milliseconds) between two requests of one connection sets a pace.
local file = assert(io.open(os.getenv("REQUESTS"), "rb"))
local pause = tonumber(os.getenv("PAUSE") or "0")
math.randomseed(1)

function request()
  local length = file:read("*n")
  assert(length, "there are not enough signed requests")
  file:read(1)
  return file:read(length)
end

if pause > 0 then
  function delay()
    return math.random(0, 2 * pause) -- spread, or all connections would ask at once
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  print(string.format("RESULT %.0f %d %d %d", summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), failed))
end
