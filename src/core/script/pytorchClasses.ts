// Python classes for parts of a network that PyTorch lacks.
import type { CellName } from '../config/cells.js';
import type { OptimizerName } from '../config/names.js';

/** Over the rows of a batch; of images also over their pixels. */
export function batchNormClass(images: boolean): string {
  const over = images ? '(0, 2, 3)' : '0';
  const along = images ? '[:, None, None]' : '';
  return `

class BatchNorm(nn.Module):
    """As in Keras: moving averages with momentum 0.99, of the variance by n; nn.BatchNorm1d takes n - 1."""

    def __init__(self, units):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.zeros(units))
        self.register_buffer("mean", torch.zeros(units))
        self.register_buffer("variance", torch.ones(units))

    def forward(self, z):
        mean, variance = self.mean, self.variance
        if self.training:
            mean, variance = z.mean(${over}), z.var(${over}, correction=0)
            with torch.no_grad():
                self.mean.lerp_(mean, 0.01)
                self.variance.lerp_(variance, 0.01)
        return (z - mean${along}) / torch.sqrt(variance + 0.001)${along} * self.gamma${along} + self.beta${along}
`;
}

const RECURRENT = `

class Recurrent(nn.Module):
    """States of a simple recurrent layer after each time step."""

    def __init__(self, inputs, units):
        super().__init__()
        self.kernel = nn.Linear(inputs, units)
        self.recurrent = nn.Linear(units, units, bias=False)

    def forward(self, x, activation):
        state = x.new_zeros(len(x), self.recurrent.in_features)
        states = []
        for step in range(x.shape[1]):
            state = activation(self.kernel(x[:, step]) + self.recurrent(state))
            states.append(state)
        return torch.stack(states, 1)
`;

const LSTM = `

class Lstm(nn.Module):
    """States of an LSTM layer after each time step; nn.LSTM has tanh only."""

    def __init__(self, inputs, units):
        super().__init__()
        self.kernel = nn.Linear(inputs, 4 * units)
        self.recurrent = nn.Linear(units, 4 * units, bias=False)

    def forward(self, x, activation):
        state = cell = x.new_zeros(len(x), self.recurrent.in_features)
        states = []
        for step in range(x.shape[1]):
            i, f, g, o = (self.kernel(x[:, step]) + self.recurrent(state)).chunk(4, 1)
            cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * activation(g)
            state = torch.sigmoid(o) * activation(cell)
            states.append(state)
        return torch.stack(states, 1)
`;

const GRU = `

class Gru(nn.Module):
    """States of a GRU layer after each time step; nn.GRU orders its gates r, z, n and has tanh only."""

    def __init__(self, inputs, units):
        super().__init__()
        self.kernel = nn.Linear(inputs, 3 * units)
        self.recurrent = nn.Linear(units, 3 * units)

    def forward(self, x, activation):
        state = x.new_zeros(len(x), self.recurrent.in_features)
        states = []
        for step in range(x.shape[1]):
            xz, xr, xh = self.kernel(x[:, step]).chunk(3, 1)
            hz, hr, hh = self.recurrent(state).chunk(3, 1)
            update, reset = torch.sigmoid(xz + hz), torch.sigmoid(xr + hr)
            state = update * state + (1 - update) * activation(xh + reset * hh)
            states.append(state)
        return torch.stack(states, 1)
`;

/** The class of each recurrent cell. */
export const CELL_CLASSES: Readonly<Partial<Record<CellName, { readonly name: string; readonly code: string }>>> = {
  simpleRnn: { name: 'Recurrent', code: RECURRENT },
  lstm: { name: 'Lstm', code: LSTM },
  gru: { name: 'Gru', code: GRU },
};

function ownMomentum(moves: string): string {
  return `

class Momentum(torch.optim.Optimizer):
    """As in Keras: the velocity holds the learning rates of its steps; torch.optim.SGD multiplies it by the present one."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                v = self.state[p].setdefault("v", torch.zeros_like(p))
                v.mul_(group["momentum"]).sub_(group["lr"] * p.grad)
                p.add_(${moves})
`;
}

/** Optimizers whose formula differs from PyTorch: where epsilon stands, or what the velocity holds. */
export const OWN_OPTIMIZERS: Partial<Readonly<Record<OptimizerName, string>>> = {
  momentum: ownMomentum('v'),
  nesterov: ownMomentum('group["momentum"] * v - group["lr"] * p.grad'),
  rmsprop: `

class RMSprop(torch.optim.Optimizer):
    """As in Keras: g / sqrt(v + 1e-7); torch.optim.RMSprop adds epsilon after the root."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                v = self.state[p].setdefault("v", torch.zeros_like(p))
                v.mul_(0.9).addcmul_(p.grad, p.grad, value=0.1)
                p.sub_(group["lr"] * p.grad / torch.sqrt(v + 1e-7))
`,
  adam: `

class Adam(torch.optim.Optimizer):
    """As in Keras: epsilon is added to the root before the correction; torch.optim.Adam adds it after."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["t"] += 1
                rate = group["lr"] * (1 - 0.999 ** state["t"]) ** 0.5 / (1 - 0.9 ** state["t"])
                m = state["m"].lerp_(p.grad, 0.1)
                v = state["v"].lerp_(p.grad.square(), 0.001)
                p.sub_(rate * m / (v.sqrt() + 1e-7))
`,
};
