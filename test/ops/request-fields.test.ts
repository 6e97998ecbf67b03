import t from 'tap';
import { requestFields } from '../../src/ops/request-fields.ts';

t.test('a request is logged with the id of the user or group that it is about', async (t) => {
  t.equal(requestFields({ params: { id: 'UR_ada00000000001' } }).id, 'UR_ada00000000001');
  t.equal(requestFields({ params: { id: 'DV_sales000000001' } }).id, 'DV_sales000000001');
});

t.test('what stands in the place of an id and is none is not logged', async (t) => {
  for (const id of ['ada.marsh', 'ada@example.com', 'UR_ada marsh', 'ur_ada', '', undefined]) {
    t.notOk('id' in requestFields({ params: { id } }), String(id));
  }
  t.notOk('id' in requestFields({}));
});
