// Lines that training scripts print, in the shapes of known programs.
import { describe, expect, it } from 'vitest';
import { TextLines } from '../../src/runtime/log/formats/textLines.js';

const MEGATRON =
  ' [2024-05-01 10:11:12] iteration      100/  500000 | consumed samples:        25600 | elapsed time per iteration (ms): 1234.5 | ' +
  'learning rate: 1.500E-04 | global batch size:   256 | lm loss: 9.876543E+00 | loss scale: 1.0 | grad norm: 1.234 | number of skipped iterations:   0 |';

describe('lines of text', () => {
  it.each<[string, string, number | undefined, Record<string, number>]>([
    ['Megatron', MEGATRON, 100, { 'lm loss': 9.876543, 'learning rate': 1.5e-4, 'grad norm': 1.234, 'loss scale': 1 }],
    ['nanoGPT', 'iter 250: loss 3.2100, time 135.50ms, mfu 37.50%', 250, { loss: 3.21, mfu: 37.5 }],
    [
      'nanoGPT, evaluating',
      'step 250: train loss 3.1000, val loss 3.3000',
      250,
      { 'train loss': 3.1, 'val loss': 3.3 },
    ],
    [
      'llm.c',
      'step   10/19560 | loss 7.345678 | norm 1.2345 | lr 1.23e-05',
      10,
      { loss: 7.345678, norm: 1.2345, lr: 1.23e-5 },
    ],
    ['modded-nanogpt', 'step:100/1000 train_loss:3.2 train_time:1234ms', 100, { train_loss: 3.2 }],
    ['PyTorch example', 'Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.300000', 640, { Loss: 2.3 }],
    ['epoch and step', 'Epoch [3/10], Step [120/600], Loss: 0.5320', 120, { Loss: 0.532 }],
    [
      'Keras',
      '12/12 ━━━━━━━━━━ 0s 3ms/step - accuracy: 0.5 - loss: 0.69 - val_loss: 0.6',
      12,
      { loss: 0.69, val_loss: 0.6 },
    ],
    [
      'Lightning',
      'Epoch 1: 100%|████| 4/4 [00:00<00:00, 120.1it/s, v_num=0, train_loss_step=0.599]',
      4,
      { train_loss_step: 0.599 },
    ],
    [
      'mmdet',
      '2024-05-01 10:00:00,123 - mmdet - INFO - Epoch [1][50/7330]\tlr: 1.978e-03, eta: 3:00:00, loss: 1.23',
      50,
      { lr: 0.001978, loss: 1.23 },
    ],
    ['logging', 'INFO:root:global_step=200, loss=0.25', 200, { loss: 0.25 }],
    ['one pair', 'loss: nan', undefined, { loss: NaN }],
    [
      'dictionary',
      "{'loss': '0.5', 'learning_rate': 1e-05, 'epoch': 0.25}",
      undefined,
      { loss: 0.5, learning_rate: 1e-5 },
    ],
    [
      'test set',
      'Test set: Average loss: 0.0563, Accuracy: 9818/10000 (98%)',
      undefined,
      { 'test/Average loss': 0.0563 },
    ],
  ])('%s', (_, line, step, scalars) => {
    const record = new TextLines().take(line);
    expect(record?.step).toBe(step);
    expect(record?.scalars).toMatchObject(scalars);
    const strange = Object.keys(record?.scalars ?? {}).filter((tag) => /epoch|v_num|^m?s$|eta$/i.test(tag));
    expect(strange).toEqual([]);
  });

  it.each([
    'tokens per iteration will be: 491,520',
    'Loaded 100 samples; batch 32',
    'INFO 10 steps done',
    'the loss is low',
    'lr 0.1',
    '',
  ])('takes no figure from %j', (line) => expect(new TextLines().take(line)).toBeNull());

  it('counts on over epochs, where a bar begins again', () => {
    const lines = new TextLines();
    const steps = [1, 2].flatMap((epoch) =>
      [1, 2, 3].map((at) => lines.take(`Epoch ${epoch}:  33%|###  | ${at}/3 [00:01<00:02, loss=0.5]`)?.step),
    );
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
  });

  const losses = (...lines: string[]): (number | undefined)[] => {
    const log = new TextLines();
    return lines.map((line) => log.take(line)?.scalars['loss']);
  };

  it('reads a decimal comma, and commas of thousands, by what else the log has', () => {
    expect(losses('step 1 loss 0,5', 'step 2 loss 0,25, lr 0,1')).toEqual([0.5, 0.25]);
    expect(losses('step 1 loss 1,5e-3', 'step 2 loss -12,25')).toEqual([1.5e-3, -12.25]);
    expect(losses('step 1 loss 1,234.5', 'step 2 loss 1,234,567', 'step 3 loss 1,234')).toEqual([
      1234.5, 1234567, 1234,
    ]);
    expect(losses('step 1 loss 1.234,5', 'step 2 loss 1,234')).toEqual([1234.5, 1.234]);
    expect(losses('step 1 loss 2,345 lr 0,001')).toEqual([2.345]);
    expect(losses('step 1 loss 2,345 lr 0.001')).toEqual([2345]);
    expect(() => losses('step 1 loss 2,345')).toThrow('2,345 may be 2.345 or 2345; print it with a decimal point');
    expect(losses('step 1 acc 0,9 loss 1,2,3')).toEqual([undefined]);
    expect(losses('step 1 loss 0.5,0.25')).toEqual([0.5]);
  });

  it('reads commas of thousands in a step, and no other comma', () => {
    const at = (line: string): number | undefined => new TextLines().take(line)?.step;
    expect(at('step 1,234 loss 0.5')).toBe(1234);
    expect(at('step 1,234/10,000 loss 0.5')).toBe(1234);
    expect(at('step 1,loss 0.5')).toBe(1);
    expect(at('step 0,5 loss 0.5')).toBeUndefined();
    expect(at('step six loss 1')).toBeUndefined();
    expect(new TextLines().take('step 7 of 1,000: loss 0.5')?.totalSteps).toBe(1000);
  });

  it('looks at a long line for a short time', () => {
    // The pattern of a name is tried at each character: a line of one word would cost its square.
    expect(new TextLines().take('a'.repeat(2000))).toBeNull();
  });
});
